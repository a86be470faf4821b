"""Public API of the TypeScript rules."""

load("//ts/private:ts_config.bzl", _TsConfigInfo = "TsConfigInfo", _ts_config = "ts_config")
load("//ts/private:ts_project.bzl", _ts_project = "ts_project")

TsConfigInfo = _TsConfigInfo
ts_config = _ts_config
ts_project = _ts_project
