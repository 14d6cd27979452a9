"""体系: the bodies of quality assurance and their duties, who does what, the schedule of construction."""
