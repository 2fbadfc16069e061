"""What the municipality does with its calls: one verb a file, on a session that the caller commits.

calls, casework, recordings, retention: a call becomes a case, the case is worked on, and goes when its time is over.
emergencies, paging, duty, people: what is urgent, who is called for it, and how they can be reached.
queue, screenpop: callers in line, and the link by which whoever is offered one sees their story.
texts, mail: what comes and goes in writing. imports, releases: what is taken over, and what becomes live.
backups, diagnosing: what a machine's keeper does. Beside them lies what all of these need.
"""
