"""CloudFormationStackInfo: a CloudFormation template as a build output."""

CloudFormationStackInfo = provider(
    doc = "A CloudFormation template that serves every environment.",
    fields = {
        "template": "File: the template, as JSON.",
    },
)
