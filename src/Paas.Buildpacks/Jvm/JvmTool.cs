namespace Paas.Jvm;

/// <summary>The build tool of an app.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Command">How it is called.</param>
/// <param name="Version">Its version; empty when only the app's wrapper knows it.</param>
internal sealed record JvmTool(string Name, string Command, string Version)
{
    /// <summary>Whether it is the app's own.</summary>
    public bool IsWrapper => Command.StartsWith("./", StringComparison.Ordinal);
}
