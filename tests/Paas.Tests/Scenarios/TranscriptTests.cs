using Paas.Builds;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>What a pusher reads, from the git client's first line to its last.</summary>
public sealed class TranscriptTests(SharedHost host) : IClassFixture<SharedHost>
{
    private readonly RealPlatform _platform = host.Platform;

    [Fact]
    public async Task Push_ProcfileApp_PrintsTheWholeDeploy()
    {
        using var source = new TestDirectory().With("Procfile", "worker: sleep 1000\n");

        GoldenFile.Equal("procfile", (await PushAsync("golden-procfile", source)).Succeeded(), _platform);
    }

    [Fact]
    public async Task Push_StaticSite_PrintsTheWholeDeploy()
    {
        Bash.Require("dotnet");
        using var source = new TestDirectory().WithSample("static");

        GoldenFile.Equal("static", (await PushAsync("golden-static", source)).Succeeded(), _platform);
    }

    [Fact]
    public async Task Push_UnknownLanguage_SaysWhatItFound()
    {
        using var source = new TestDirectory().With("main.zig", "const std = 1;\n").With("notes/todo.txt", "everything\n");

        GoldenFile.Equal("unknown-language", (await PushAsync("golden-unknown", source)).Rejected("No default language could be detected"), _platform);
    }

    [Fact]
    public async Task Push_CompileFails_SaysHow()
    {
        Bash.Require("npm");
        using var source = new TestDirectory().With(
            "package.json",
            """
            { "name": "broken", "version": "1.0.0", "scripts": { "build": "echo Compiling; echo 'line 7: syntax error' >&2; exit 3" } }
            """)
            .With("package-lock.json", """{ "name": "broken", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": { "": { "name": "broken", "version": "1.0.0" } } }""");

        GoldenFile.Equal("compile-failure", (await PushAsync("golden-compile", source)).Rejected("Push rejected, failed to compile Node.js app."), _platform);
    }

    [Fact]
    public async Task Push_BrokenProcfile_NamesTheLine()
    {
        using var source = new TestDirectory().With("Procfile", "worker: sleep 1000\nweb node server.js\n");

        GoldenFile.Equal("broken-procfile", (await PushAsync("golden-broken", source)).Rejected("Procfile line 2"), _platform);
    }

    [Fact]
    public async Task Push_ReleaseCommandSucceeds_PrintsItsOutput()
    {
        using var source = new TestDirectory().With("Procfile", "worker: sleep 1000\nrelease: echo Migrating; echo Done\n");

        GoldenFile.Equal("release-success", (await PushAsync("golden-release", source)).Succeeded(), _platform);
    }

    [Fact]
    public async Task Push_ReleaseCommandFails_PrintsItsOutputAndTheFailure()
    {
        using var source = new TestDirectory().With("Procfile", "worker: sleep 1000\nrelease: echo Migrating; echo 'no such table' >&2; exit 3\n");

        // The build succeeded: the branch moves, as on Heroku, though the release failed.
        GoldenFile.Equal("release-failure", (await PushAsync("golden-failure", source)).Succeeded(), _platform);
    }

    private async Task<PushResult> PushAsync(string app, TestDirectory source)
    {
        await _platform.Platform.Apps.CreateAsync(app, TestContext.Current.CancellationToken);
        return await _platform.PushAsync(app, source);
    }
}
