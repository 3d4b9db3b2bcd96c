using System.Collections.Immutable;
using Paas.Builds;

namespace Paas.Toolchains;

/// <summary>A source that has a toolchain of one script in some versions.</summary>
internal sealed class ScriptSource(string name, string program, string script, params string[] versions) : IToolchainSource
{
    public string Name => "a test";

    public ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(string toolchain, BuildContext context, CancellationToken cancellationToken) =>
        new([.. versions.Where(_ => toolchain == name).Select(version => new ToolchainRelease(toolchain, version))]);

    public ValueTask InstallAsync(ToolchainRelease release, string directory, BuildContext context, CancellationToken cancellationToken)
    {
        using var made = new TestDirectory().WithProgram("program", script);
        var target = Path.Combine(directory, program);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(made.PathOf("program"), target);
        return ValueTask.CompletedTask;
    }
}
