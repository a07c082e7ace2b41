"""The shoppers' door: the widget, the files it is built from and the public endpoints it talks to."""
