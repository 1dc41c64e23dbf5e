"""What stacks of every front end mean: functions, triggers, APIs, roles and resources, in CloudFormation's words.

The way in is `assemble.build_applications`.
"""
