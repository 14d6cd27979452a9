"""A scheme as a whole: is a pack sound for every room, and puts it into use in all of them."""
