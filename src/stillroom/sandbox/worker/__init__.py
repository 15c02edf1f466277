"""Everything that runs beside learners' code. Nothing that it reports about that code is evidence.

    server           a warmed process: forks an attendant for each submission
    attendant        keeps the files of one submission; runs its commands one after the other
    child            a confined process for each command, forked ahead; here: a command in the same process
    memory_pages     the memory that a child will write to, copied before its command comes
    supervise        waits for the end of a child, and ends it where it goes too far
    orphans          ends whatever a child leaves running
    confine          what a child gives up before it runs a learner's code
    landlock         the kernel's allow-list of files (Linux)
    seccomp          the kernel's deny-list of system calls (Linux)
    operations       what a child does: an Alembic command, the models, the harmless attacks
    describe_error   an exception as data for the report
    database_module  the functions of the kind of database, loaded by the name of their module
    remove           removes a folder whose content is not to be trusted
    warm             fills the caches of Alembic and SQLAlchemy before the first fork
    wire             lines of JSON between the grader and these processes

No expected schema, no answer and no other submission is ever in the memory of these processes.
"""
