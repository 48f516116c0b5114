from lxml import etree


def splitter(dataset_path):
    """Every shape of a drawing, as XML of its own."""
    for element in etree.parse(dataset_path).getroot().iter("{*}path", "{*}rect", "{*}text"):
        yield etree.tostring(element, with_tail=False)
