using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paas.Git.Tests.Fakes;

namespace Paas.Git.Tests;

/// <summary>Kestrel with git on a free port, a scripted platform, and the real git client with a working copy of its own.</summary>
internal sealed class GitHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly WebApplication _app;

    private GitHost(WebApplication app, FakePlatform platform, string directory)
    {
        (_app, Platform, Root) = (app, platform, directory);
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        BaseUrl = $"http://x:{FakePlatform.Token}@{address.Authority}";
        Address = address;
    }

    public FakePlatform Platform { get; }

    public FakeBuilds Builds => Platform.FakeBuilds;

    public string Root { get; }

    public string Work => Path.Combine(Root, "work");

    public Uri Address { get; }

    public string BaseUrl { get; }

    public string Url => $"{BaseUrl}/shop.git";

    public string Repository => RepositoryOf(Root, Platform.Shop.Id);

    public IReadOnlyList<string> Quarantined =>
        Directory.Exists(Path.Combine(Repository, "quarantine")) ? Directory.GetFileSystemEntries(Path.Combine(Repository, "quarantine")) : [];

    public static string RepositoryOf(string root, Guid app) => Path.Combine(root, "data", "git", $"{app}.git");

    public static async Task<GitHost> StartAsync(Action<GitOptions>? configure = null, Action<IServiceCollection>? services = null, Action<string, FakePlatform>? prepare = null)
    {
        var root = Directory.CreateTempSubdirectory("paas-git-").FullName;
        var platform = new FakePlatform(Path.Combine(root, "builds"));
        prepare?.Invoke(root, platform);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IPlatform>(platform);
        builder.Services.AddSingleton<IAuthenticator>(platform);
        builder.Services.AddSingleton<IAuthorizer>(platform);
        builder.Services.Configure<PaasOptions>(options => options.DataDirectory = Path.Combine(root, "data"));
        services?.Invoke(builder.Services);
        new Builder(builder.Services).AddGit(configure);
        var app = builder.Build();
        app.MapPaasGit();
        await app.StartAsync();
        var host = new GitHost(app, platform, root);
        Directory.CreateDirectory(host.Work);
        File.WriteAllText(Path.Combine(root, ".gitconfig"), "[user]\nname = Dev\nemail = dev@example.com\n[init]\ndefaultBranch = main\n[protocol]\nversion = 2\n");
        (await host.GitAsync("init", "-q")).Succeeded();
        return host;
    }

    public Task StopAsync() => _app.StopAsync();

    public async Task<string> CommitAsync(string file, string content, string? message = null)
    {
        var path = Path.Combine(Work, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content);
        return await CommitAllAsync(message ?? $"Change {file}");
    }

    public async Task<string> CommitAllAsync(string message)
    {
        (await GitAsync("add", "-A")).Succeeded();
        (await GitAsync("commit", "-q", "-m", message)).Succeeded();
        return await RevParseAsync("HEAD");
    }

    public async Task<string> RevParseAsync(string revision) => (await GitAsync("rev-parse", revision)).Succeeded().Output.Trim();

    public Task<GitResult> PushAsync(params string[] arguments) => GitAsync(["push", Url, .. arguments]);

    public Task<GitResult> GitAsync(params string[] arguments) => GitInAsync(Work, arguments);

    /// <summary>What the server has under a ref, or null.</summary>
    public async Task<string?> ServerRefAsync(string name)
    {
        var result = await GitInAsync(Repository, "rev-parse", "--verify", "-q", name);
        return result.ExitCode == 0 ? result.Output.Trim() : null;
    }

    public async Task AssertSoundAsync()
    {
        Assert.Empty(Quarantined);
        (await GitInAsync(Repository, "fsck", "--strict", "--full")).Succeeded();
    }

    public async Task<GitResult> GitInAsync(string directory, params string[] arguments)
    {
        using var process = StartGit(directory, arguments);
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return new GitResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"git {string.Join(' ', arguments)} did not end");
        }
    }

    public Process StartGit(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(GitProgram.Path) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("http.proxy=");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["PATH"] = GitProgram.SearchPath;
        start.Environment["HOME"] = Root;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["NO_PROXY"] = "*";
        start.Environment["GIT_ASKPASS"] = "true";
        start.Environment["GIT_AUTHOR_DATE"] = start.Environment["GIT_COMMITTER_DATE"] = "2026-01-02T03:04:05Z";
        start.Environment["LC_ALL"] = "C";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    private sealed class Builder(IServiceCollection services) : IPaasBuilder
    {
        public IServiceCollection Services => services;
    }
}
