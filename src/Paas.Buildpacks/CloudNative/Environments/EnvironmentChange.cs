namespace Paas.CloudNative;

/// <summary>A change of a variable.</summary>
/// <param name="Name">Name.</param>
/// <param name="Action">What is done.</param>
/// <param name="Value">With this value.</param>
/// <param name="Delimiter">What stands between the value and what is there.</param>
internal sealed record EnvironmentChange(string Name, EnvironmentAction Action, string Value, string Delimiter = "")
{
    /// <summary>The process type whose dynos alone see it; null for all.</summary>
    public string? ProcessType { get; init; }

    /// <summary>The value afterwards. Empty is as good as unset.</summary>
    public string Apply(string? current) => (Action, current) switch
    {
        (EnvironmentAction.Override, _) or (_, null or "") => Value,
        (EnvironmentAction.Default, _) => current,
        (EnvironmentAction.Append, _) => current + Delimiter + Value,
        _ => Value + Delimiter + current,
    };
}
