namespace Paas;

/// <summary>A host name under which an app answers.</summary>
/// <param name="Hostname">Lower-case host name, or a wildcard such as <c>*.example.com</c>.</param>
/// <param name="IsDefault">True for the name that the platform gives, <c>{app}.{base domain}</c>.</param>
/// <param name="CreatedAt">When it was added (UTC).</param>
public sealed record Domain(string Hostname, bool IsDefault, DateTimeOffset CreatedAt);
