using System.Net;
using Paas.Builds;
using Paas.Fetching;

namespace Paas.Selection;

/// <summary>What apps may name as a buildpack, and what stands for a name.</summary>
public sealed class BuildpackResolverTests : IDisposable
{
    private readonly TestResolver _resolver = new();
    private readonly TestDirectory _app = new();

    public void Dispose()
    {
        _resolver.Dispose();
        _app.Dispose();
    }

    [Theory]
    [InlineData("https://github.com/heroku/heroku-buildpack-nginx")]
    [InlineData("https://github.com/heroku/heroku-buildpack-nginx.git#v1.2/x")]
    [InlineData("https://user:secret@example.com/pack.git#0123456789abcdef0123456789abcdef01234567")]
    [InlineData("https://example.com/pack.tgz")]
    [InlineData("https://codeload.github.com/owner/pack/tarball/main")]
    [InlineData("heroku-community/apt")]
    [InlineData("urn:buildpack:heroku-community/apt")]
    [InlineData("https://buildpack-registry.s3.amazonaws.com/buildpacks/heroku-community/apt.tgz")]
    [InlineData("heroku/procfile")]
    [InlineData("./packs/own")]
    public void Refuse_WhatCanBeTried_SaysNothing(string reference) => Assert.Null(_resolver.Port.Refuse(reference));

    [Theory]
    [InlineData("heroku/cobol", "There is no buildpack 'heroku/cobol' here. There are: heroku/procfile, ")]
    [InlineData("git@github.com:owner/pack.git", "Use its https address")]
    [InlineData("ssh://git@github.com/owner/pack.git", "Use its https address")]
    [InlineData("git://github.com/owner/pack.git", "Use its https address")]
    [InlineData("ftp://example.com/pack.tgz", "There is no buildpack")]
    [InlineData("https://u:secret@example.com/pack.zip", "'https://example.com/pack.zip' is an archive of a kind that is not read")]
    [InlineData("https://u:secret@example.com/pack.git#a..b", "'https://example.com/pack.git#a..b' names 'a..b' after '#'")]
    [InlineData("https://example.com/pack.git#--upload-pack=x", "which is no name of a branch")]
    [InlineData("nonsense", "There is no buildpack 'nonsense' here")]
    [InlineData("", "is empty, too long or has illegal characters")]
    [InlineData("https://example.com/a b.git", "illegal characters")]
    [InlineData("/etc", "which apps may not name")]
    [InlineData("file:///etc/passwd.tgz", "which apps may not name")]
    [InlineData("file://localhost/etc#x", "which apps may not name")]
    public void Refuse_WhatCannot_SaysWhyWithoutSecrets(string reference, string reason)
    {
        var refusal = _resolver.Port.Refuse(reference);

        Assert.Contains(reason, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_LocalDirectory_AllowsWhatIsReallyBelow()
    {
        using var allowed = new TestDirectory().WithDirectory("packs/one");
        using var outside = new TestDirectory().WithDirectory("two");
        Directory.CreateSymbolicLink(allowed.PathOf("link"), outside.Path);
        _resolver.Options.LocalDirectories.Add(allowed.PathOf("packs"));
        _resolver.Options.LocalDirectories.Add(allowed.PathOf("link/two"));

        Assert.Null(_resolver.Port.Refuse(allowed.PathOf("packs/one")));
        Assert.Null(_resolver.Port.Refuse($"file://{allowed.PathOf("packs/one")}#main"));
        Assert.Null(_resolver.Port.Refuse(outside.PathOf("two")));
        Assert.NotNull(_resolver.Port.Refuse(allowed.Path));
        Assert.NotNull(_resolver.Port.Refuse(allowed.PathOf("packs/../link")));
        Assert.NotNull(_resolver.Port.Refuse(allowed.PathOf("packs-other")));
        Directory.CreateSymbolicLink(allowed.PathOf("packs/out"), outside.Path);
        Assert.NotNull(_resolver.Port.Refuse(allowed.PathOf("packs/out")));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("140.82.121.3", false)]
    [InlineData("2606:50c0:8000::153", false)]
    public void PrivateAddresses_EachKind_AreKnown(string address, bool isPrivate) => Assert.Equal(isPrivate, PrivateAddresses.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://127.0.0.1:1/pack.git")]
    [InlineData("http://u:secret@localhost:1/pack.tgz")]
    [InlineData("http://[::1]:1/pack.tgz")]
    [InlineData("http://2130706433:1/pack.git")]
    public async Task Resolve_PrivateAddress_IsRefusedByDefault(string reference)
    {
        using var build = new TestBuild(_app);

        var error = await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(build, reference));

        Assert.Contains("BuildpackOptions.AllowPrivateAddresses", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_RegistryOfTheHost_WinsAndIsTrusted()
    {
        using var repository = await GitRepository.StartAsync();
        await repository.RunAsync("git branch v2");
        using var registry = new TestDirectory().With("registry.toml", $"""
            [buildpacks]
            "heroku-community/apt" = "{repository.Path}/.git#v2"
            "https://github.com/heroku/heroku-buildpack-procfile" = "heroku/procfile"
            """);
        _resolver.Options.RegistryFile = registry.PathOf("registry.toml");
        using var build = new TestBuild(_app);

        Assert.StartsWith($"{repository.Path}/.git#", (await _resolver.ResolveAsync(build, "heroku-community/apt"))[0].Name, StringComparison.Ordinal);
        Assert.Contains("(v2)", build.Output.Text, StringComparison.Ordinal);
        Assert.Contains("(main)", (await ResolveAsync("urn:buildpack:heroku-community/apt#main")).Output.Text, StringComparison.Ordinal);
        Assert.Equal("heroku/procfile", (await _resolver.ResolveAsync(build, "https://github.com/heroku/heroku-buildpack-procfile"))[0].Name);
        Assert.Contains("heroku-community/apt", _resolver.Port.Names);
        Assert.DoesNotContain("https://github.com/heroku/heroku-buildpack-procfile", _resolver.Port.Names);
    }

    [Fact]
    public void Refuse_BrokenRegistry_SaysWhere()
    {
        using var registry = new TestDirectory().With("registry.toml", "[buildpacks]\nx = [");
        _resolver.Options.RegistryFile = registry.PathOf("registry.toml");

        Assert.Contains("is no TOML (line 2", Assert.Throws<PaasException>(() => _resolver.Port.Refuse("a/b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_DirectoryOfTheSource_IsUsedAndNotLeft()
    {
        using var outside = new TestDirectory().WithProgram("bin/compile", "echo outside");
        _app.WithProgram("packs/own/bin/compile", "echo the source builds itself");
        Directory.CreateSymbolicLink(_app.PathOf("packs/link"), outside.Path);
        using var build = new TestBuild(_app);

        Assert.Null((await _resolver.RunAsync(build, "./packs/own")).Error);

        Assert.Contains("the source builds itself\n", build.Output.Text, StringComparison.Ordinal);
        foreach (var reference in (string[])["./packs/link", "./../other", "./packs/none"])
            await Assert.ThrowsAsync<PaasException>(async () => await _resolver.ResolveAsync(build, reference));
    }

    private async Task<TestBuild> ResolveAsync(string reference)
    {
        using var build = new TestBuild(_app);
        await _resolver.ResolveAsync(build, reference);
        return build;
    }
}
