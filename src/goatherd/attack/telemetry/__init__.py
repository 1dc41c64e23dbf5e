"""What the real cloud would have logged of a campaign: CloudTrail, logs of functions, of APIs and of buckets.

Nothing here is measured: the sandbox says what was called and what was answered, and the rest (times, addresses, ids,
memory) is made up in the forms that AWS documents, the same on every run.
"""
