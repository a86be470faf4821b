"""Build settings of the TypeScript rules."""

FlagInfo = provider(doc = "Value of a flag.", fields = ["value"])

bool_flag = rule(
    implementation = lambda ctx: FlagInfo(value = ctx.build_setting_value),
    build_setting = config.bool(flag = True),
)

def _string_flag_impl(ctx):
    if ctx.build_setting_value not in ctx.attr.values:
        fail("{}: {} is not one of {}".format(ctx.label, ctx.build_setting_value, ", ".join(ctx.attr.values)))
    return FlagInfo(value = ctx.build_setting_value)

string_flag = rule(
    implementation = _string_flag_impl,
    attrs = {"values": attr.string_list()},
    build_setting = config.string(flag = True),
)
