"""The HTML of results and of classes: pages that need nothing but themselves."""
