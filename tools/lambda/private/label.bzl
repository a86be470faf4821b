"""Labels as people write them."""

def display_label(label):
    """A target's label as it is typed on a command line.

    Args:
        label: a Label of the main repository.

    Returns:
        `//package:name`.
    """
    return "//{}:{}".format(label.package, label.name)
