"""The best documents read closely: the windows of text that are shown."""
