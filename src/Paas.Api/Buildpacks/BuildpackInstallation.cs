using Paas.Api.Json;

namespace Paas.Api.Buildpacks;

/// <summary>A buildpack of an app and its place in the order.</summary>
internal sealed record BuildpackInstallation(int Ordinal, BuildpackReference Buildpack);
