namespace Paas.Dynos.Local;

/// <summary>What all sandboxed dynos of a driver share.</summary>
/// <param name="Options">Settings.</param>
/// <param name="Tools">The programs that build a sandbox.</param>
/// <param name="View">The read-only files that all see.</param>
/// <param name="FilterFile">File with the compiled system call filter; null on a processor that has none.</param>
/// <param name="Groups">Control groups and users; null where the host is not root.</param>
/// <param name="Users">Users of dynos; null where the host is not root.</param>
/// <param name="Networks">Networks of dynos; null when they share the host's.</param>
internal sealed record Sandbox(
    SandboxOptions Options,
    SandboxTools Tools,
    SystemView View,
    string? FilterFile,
    ControlGroups? Groups,
    UserPool? Users,
    DynoNetworks? Networks);
