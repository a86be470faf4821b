"""Public API of the esbuild rules."""

load("//esbuild/private:esbuild.bzl", _esbuild = "esbuild")

esbuild = _esbuild
