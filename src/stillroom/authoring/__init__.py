"""For those who make a course: its rules, the proof of its exercises (`proving/`), new exercises,
the demo, Git branches to give to learners, the site."""
