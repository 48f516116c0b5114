"""The first process of a container on another machine: between the chief, over the network, and a harness without one."""
