namespace Paas.Docker.Apps;

/// <summary>Apps that are images, from their source to an answer.</summary>
public sealed class ContainerStackTests(DockerDaemon daemon) : IAsyncLifetime
{
    private const string Dockerfile = $"""
        FROM {DockerDaemon.Image}
        ARG COLOUR
        ENV GREETING=$COLOUR
        RUN echo built in $COLOUR
        COPY . /srv
        WORKDIR /srv
        CMD ["perl", "server.pl"]
        """;

    private readonly string _data = Directory.CreateTempSubdirectory("paas-docker-host-").FullName;
    private DockerPlatform? _paas;

    public async ValueTask InitializeAsync()
    {
        await daemon.RequireAsync();
        _paas = await DockerPlatform.StartAsync(daemon.Endpoint, _data, static docker => docker.OutliveHost = false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_paas is not null)
            await _paas.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Deploy_HerokuYml_BuildsReleasesAndServes()
    {
        var app = await CreateAsync("boxed");

        var transcript = await _paas!.DeployAsync("boxed", PerlApp.Source(
            "0123456789abcdef",
            ("heroku.yml", "build:\n  docker:\n    web: Dockerfile\n  config:\n    COLOUR: green\nrelease:\n  image: web\n  command:\n    - echo migrating\n    - test -f server.pl\nrun:\n  worker:\n    command: [sleep 300]\n    image: web\n  web:\n    image: web\n"),
            ("Dockerfile", Dockerfile),
            (".dockerignore", "secret.txt\n"),
            ("secret.txt", "secret")));

        Assert.Contains("=== Building web (Dockerfile)", transcript, StringComparison.Ordinal);
        Assert.Contains("built in green", transcript, StringComparison.Ordinal);
        Assert.Contains("Released v3", transcript, StringComparison.Ordinal);
        Assert.Equal(ReleaseStatus.Succeeded, (await _paas.Platform.Releases.WaitAsync("boxed", 3, TestContext.Current.CancellationToken)).Status);
        Assert.EndsWith("green user=1000", await _paas.GetAsync("boxed"), StringComparison.Ordinal);
        var release = (await _paas.Platform.Releases.ListAsync("boxed", TestContext.Current.CancellationToken))[0];
        Assert.Equal(["release", "web", "worker"], release.Slug!.Images.Keys.Order(StringComparer.Ordinal));
        Assert.All(release.Slug.Images.Values, static image => Assert.StartsWith("sha256:", image, StringComparison.Ordinal));
        Assert.Null(release.Slug.Digest);
        Assert.Equal("echo migrating && test -f server.pl", release.Slug.ProcessTypes["release"]);
        Assert.Equal(["migrating"], await _paas.Platform.Releases.OutputAsync("boxed", 3, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));

        var run = await _paas.Platform.Dynos.RunAsync("boxed", new RunRequest("pwd; ls; echo $HEROKU_APP_ID"), TestContext.Current.CancellationToken);
        var lines = await run.Output.ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal("/srv", lines[0]);
        Assert.DoesNotContain("secret.txt", lines);
        Assert.Equal(app.Id.ToString(), lines[^1]);
    }

    [Fact]
    public async Task Deploy_DockerfileThatFails_SaysWhy()
    {
        await CreateAsync("broken");

        var build = await _paas!.Platform.Builds.CreateAsync("broken", PerlApp.Source("1", ("Dockerfile", $"FROM {DockerDaemon.Image}\nRUN echo about to fail; exit 9\n")), TestContext.Current.CancellationToken);
        build = await _paas.Platform.Builds.WaitAsync("broken", build.Id, TestContext.Current.CancellationToken);

        Assert.Equal(BuildStatus.Failed, build.Status);
        Assert.Contains("The image of web could not be built from Dockerfile", build.Reason, StringComparison.Ordinal);
        Assert.Contains("returned a non-zero code: 9", build.Reason, StringComparison.Ordinal);
        Assert.Contains("about to fail", await _paas.Platform.Builds.OutputAsync("broken", build.Id, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Release_Image_IsPinnedAndServes()
    {
        await CreateAsync("pulled");
        await _paas!.Platform.Config.UpdateAsync("pulled", new Dictionary<string, string?> { ["GREETING"] = "hi" }, TestContext.Current.CancellationToken);
        var id = await daemon.DockerAsync("inspect", "--format", "{{.Id}}", DockerDaemon.Image);
        var server = PerlApp.Files["server.pl"].Replace("'", "'\\''", StringComparison.Ordinal);

        var release = await _paas.Platform.Releases.CreateAsync("pulled", new ImageRelease(DockerDaemon.Image)
        {
            ProcessTypes = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("web", $"exec perl -e '{server}'"),
        }, TestContext.Current.CancellationToken);

        Assert.Equal("Deployed web", release.Description);
        Assert.Equal(id, release.Slug!.ImageOf("web"));
        Assert.EndsWith("hi user=1000", await _paas.GetAsync("pulled"), StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<PaasException>(() => _paas.Platform.Releases.CreateAsync("pulled", new ImageRelease("paas-tests/none:1"), TestContext.Current.CancellationToken));
        Assert.Equal(PaasErrors.InvalidParams, refusal.Id);
        Assert.Contains("paas-tests/none:1", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<App> CreateAsync(string name)
    {
        await _paas!.Platform.Apps.CreateAsync(name, TestContext.Current.CancellationToken);
        return await _paas.Platform.Apps.UpdateAsync(name, new AppUpdate { Stack = ContainerStack.Name }, TestContext.Current.CancellationToken);
    }
}
