using Tomlyn.Model;

namespace Paas.CloudNative;

/// <summary>Something that a buildpack wants another, or itself, to provide.</summary>
/// <param name="Name">Name of the dependency.</param>
/// <param name="Metadata">What is said about it.</param>
internal sealed record PlanRequirement(string Name, TomlTable Metadata);
