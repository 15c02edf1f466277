"""Everything that runs beside learners' code. Nothing that it reports about that code is evidence.

    serve        a warmed process: an attendant for each submission, a confined child for each command
    watch        waits for the end of a child, and ends it where it goes too far
    orphans      ends whatever a child leaves running
    confine      what a child gives up before it runs a learner's code
    landlock     the kernel's allow-list of files (Linux)
    seccomp      the kernel's deny-list of system calls (Linux)
    operations   what a child does: an Alembic command, the models, the harmless attacks
    remove       takes away a folder whose insides a stranger made
    warm         fills the caches of Alembic and SQLAlchemy before the first fork

No expected schema, no answer and no other submission is ever in the memory of these processes.
"""
