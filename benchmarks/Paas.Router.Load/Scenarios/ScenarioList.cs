namespace Paas.Load.Scenarios;

/// <summary>All scenarios that are measured for every body size; a new one has its line here.</summary>
internal static class ScenarioList
{
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new HttpScenario("keepalive", "Keep-alive", isTls: false),
        new HttpScenario("close", "A new connection for every request", isTls: false, "Connection: close"),
        new HttpScenario("tls", "TLS 1.3, keep-alive", isTls: true),
        new HttpScenario("tls-close", "A new TLS connection for every request", isTls: true, "Connection: close"),
        new WebSocketScenario(),
    ];

    public static IEnumerable<string> Names => All.Select(scenario => scenario.Name).Append(IdleMemory.Name);
}
