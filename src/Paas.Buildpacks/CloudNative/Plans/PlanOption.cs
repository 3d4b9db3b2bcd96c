namespace Paas.CloudNative;

/// <summary>A buildpack in one trial.</summary>
internal sealed record PlanOption(string Id, bool Optional, PlanAlternative Plan);
