"""Prints, as JSON by path, every function of Python's own standard library: line, qualified name, is a generator.

Which code belongs to which function follows CPython: defaults, decorators and bases are the code around a definition.
"""

import ast
import json
import os
import sys
import sysconfig

LEFT_OUT = {"test", "tests", "site-packages", "dist-packages", "idlelib", "lib2to3", "__pycache__"}


class Functions:
    def __init__(self):
        self.found = []

    def walk(self, node, function, prefix):
        """Visits `node`, which is code of `function`: [line, name, is a generator]."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            is_lambda = isinstance(node, ast.Lambda)
            name = prefix + ("<lambda>" if is_lambda else node.name)
            around = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            around += [] if is_lambda else node.decorator_list
            made = [node.lineno, name, False]
            self.found.append(made)
            inside = [node.body] if is_lambda else node.body
            inner_prefix = name + ".<locals>."
        elif isinstance(node, ast.ClassDef):
            around = [*node.decorator_list, *node.bases, *(each.value for each in node.keywords)]
            made, inside, inner_prefix = [0, "", False], node.body, prefix + node.name + "."
        else:
            if isinstance(node, (ast.Yield, ast.YieldFrom)):
                function[2] = True
            around, inside, made, inner_prefix = list(ast.iter_child_nodes(node)), [], None, ""
        for each in around:
            self.walk(each, function, prefix)
        for each in inside:
            self.walk(each, made, inner_prefix)


def main():
    sys.setrecursionlimit(10_000)
    root = sysconfig.get_paths()["stdlib"]
    report = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - LEFT_OUT)
        for name in sorted(names):
            path = os.path.join(folder, name)
            if not name.endswith(".py"):
                continue
            with open(path, "rb") as source:
                try:
                    tree = ast.parse(source.read())
                except (SyntaxError, ValueError):
                    continue
            functions = Functions()
            functions.walk(tree, [0, "", False], "")
            report[path] = functions.found
    json.dump(report, sys.stdout)


main()
