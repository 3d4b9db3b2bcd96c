using Microsoft.Extensions.DependencyInjection;
using Paas.Builds;

namespace Paas;

/// <summary>Which buildpack takes which tree, in the order in which an engine asks them.</summary>
public sealed class DetectionTests
{
    private static readonly IBuildpack[] _buildpacks = CreateBuildpacks();

    [Theory]
    [InlineData("Gemfile", "heroku/ruby", "Ruby")]
    [InlineData("Gemfile Gemfile.lock package.json Procfile", "heroku/ruby", "Ruby")]
    [InlineData("package.json", "heroku/nodejs", "Node.js")]
    [InlineData("project.clj", "heroku/clojure", "Clojure")]
    [InlineData("deps.edn", "heroku/clojure", "Clojure")]
    [InlineData("package.json project.clj", "heroku/nodejs", "Node.js")]
    [InlineData("project.clj deps.edn requirements.txt", "heroku/clojure", "Clojure")]
    [InlineData("src/project.clj", null, null)]
    [InlineData("src/hello/web.clj", null, null)]
    [InlineData("requirements.txt", "heroku/python", "Python")]
    [InlineData("Pipfile", "heroku/python", "Python")]
    [InlineData("Pipfile.lock", "heroku/python", "Python")]
    [InlineData("poetry.lock", "heroku/python", "Python")]
    [InlineData("uv.lock", "heroku/python", "Python")]
    [InlineData("pdm.lock", "heroku/python", "Python")]
    [InlineData("pyproject.toml", "heroku/python", "Python")]
    [InlineData("setup.py", "heroku/python", "Python")]
    [InlineData("setup.cfg", "heroku/python", "Python")]
    [InlineData("runtime.txt", "heroku/python", "Python")]
    [InlineData(".python-version", "heroku/python", "Python")]
    [InlineData("manage.py", "heroku/python", "Python")]
    [InlineData("app.py", "heroku/python", "Python")]
    [InlineData("main.py", "heroku/python", "Python")]
    [InlineData("server.py", "heroku/python", "Python")]
    [InlineData("__init__.py", "heroku/python", "Python")]
    [InlineData("requirement.txt", "heroku/python", "Python")]
    [InlineData("requeriments.txt", "heroku/python", "Python")]
    [InlineData("requirments.txt", "heroku/python", "Python")]
    [InlineData("requirements.text", "heroku/python", "Python")]
    [InlineData("requirements.txt.txt", "heroku/python", "Python")]
    [InlineData("Requirements.txt", "heroku/python", "Python")]
    [InlineData("requirements", "heroku/python", "Python")]
    [InlineData("venv/x", "heroku/python", "Python")]
    [InlineData(".venv/x", "heroku/python", "Python")]
    [InlineData("__pycache__/x", "heroku/python", "Python")]
    [InlineData("pom.xml", "heroku/java", "Java")]
    [InlineData("pom.atom", "heroku/java", "Java")]
    [InlineData("pom.clj", "heroku/java", "Java")]
    [InlineData("pom.groovy", "heroku/java", "Java")]
    [InlineData("pom.rb", "heroku/java", "Java")]
    [InlineData("pom.scala", "heroku/java", "Java")]
    [InlineData("pom.yaml", "heroku/java", "Java")]
    [InlineData("pom.yml", "heroku/java", "Java")]
    [InlineData("gradlew", "heroku/gradle", "Gradle")]
    [InlineData("build.gradle", "heroku/gradle", "Gradle")]
    [InlineData("build.gradle.kts", "heroku/gradle", "Gradle")]
    [InlineData("settings.gradle", "heroku/gradle", "Gradle")]
    [InlineData("settings.gradle.kts", "heroku/gradle", "Gradle")]
    [InlineData("pom.xml build.gradle", "heroku/java", "Java")]
    [InlineData("build.gradle.kts go.mod App.csproj", "heroku/gradle", "Gradle")]
    [InlineData("app/build.gradle", null, null)]
    [InlineData("gradle.properties", null, null)]
    [InlineData("build.sbt", "heroku/scala", "Scala")]
    [InlineData(".sbtrc", "heroku/scala", "Scala")]
    [InlineData("project/build.properties", "heroku/scala", "Scala")]
    [InlineData("project/Build.scala", "heroku/scala", "Scala")]
    [InlineData(".sbt/x.scala", "heroku/scala", "Scala")]
    [InlineData("go.mod", "heroku/go", "Go")]
    [InlineData("Gopkg.lock", "heroku/go", "Go")]
    [InlineData("Godeps/Godeps.json", "heroku/go", "Go")]
    [InlineData("vendor/vendor.json", "heroku/go", "Go")]
    [InlineData("glide.yaml", "heroku/go", "Go")]
    [InlineData("src/app/main.go", "heroku/go", "Go")]
    [InlineData("composer.json", "heroku/php", "PHP")]
    [InlineData("index.php", "heroku/php", "PHP")]
    [InlineData("composer.json package.json", "heroku/nodejs", "Node.js")]
    [InlineData("index.php index.html App.csproj", "heroku/php", "PHP")]
    [InlineData("App.sln", "heroku/dotnet", ".NET")]
    [InlineData("App.slnx", "heroku/dotnet", ".NET")]
    [InlineData("App.csproj", "heroku/dotnet", ".NET")]
    [InlineData("App.fsproj", "heroku/dotnet", ".NET")]
    [InlineData("App.vbproj", "heroku/dotnet", ".NET")]
    [InlineData("app.cs", "heroku/dotnet", ".NET")]
    [InlineData("static.json", "paas/static", "Static site")]
    [InlineData("index.html", "paas/static", "Static site")]
    [InlineData("public/index.html", "paas/static", "Static site")]
    [InlineData("public_html/index.html", "paas/static", "Static site")]
    [InlineData("dist/index.html", "paas/static", "Static site")]
    [InlineData("Procfile", "heroku/procfile", "Procfile")]
    [InlineData("package.json requirements.txt App.csproj index.html Procfile", "heroku/nodejs", "Node.js")]
    [InlineData("requirements.txt App.csproj index.html Procfile", "heroku/python", "Python")]
    [InlineData("App.csproj index.html Procfile", "heroku/dotnet", ".NET")]
    [InlineData("index.html Procfile", "paas/static", "Static site")]
    [InlineData("requirements.txt go.mod App.csproj", "heroku/python", "Python")]
    [InlineData("build.sbt go.mod", "heroku/scala", "Scala")]
    [InlineData("requirements.txt build.sbt", "heroku/python", "Python")]
    [InlineData("project/plugins.sbt", null, null)]
    [InlineData("src/main/scala/Web.scala", null, null)]
    [InlineData("go.mod App.csproj index.html", "heroku/go", "Go")]
    [InlineData("requirements.txt pom.xml go.mod", "heroku/python", "Python")]
    [InlineData("pom.xml go.mod App.csproj index.html", "heroku/java", "Java")]
    [InlineData("src/pom.xml", null, null)]
    [InlineData("pom.json", null, null)]
    [InlineData("mvnw", null, null)]
    [InlineData("src/package.json", null, null)]
    [InlineData("src/main.go", null, null)]
    [InlineData("main.go", null, null)]
    [InlineData("app/go.mod", null, null)]
    [InlineData("src/App.csproj", null, null)]
    [InlineData("public/index.php", null, null)]
    [InlineData("composer.lock", null, null)]
    [InlineData("src/Gemfile", null, null)]
    [InlineData("gemfile", null, null)]
    [InlineData("Gemfile.lock", null, null)]
    [InlineData("Rakefile config.ru", null, null)]
    [InlineData("Package.json", null, null)]
    [InlineData("PROCFILE", null, null)]
    [InlineData("readme.html", null, null)]
    [InlineData("App.csproj.bak", null, null)]
    [InlineData("venv.txt", null, null)]
    public async Task Detect_Tree_PicksTheFirstThatFits(string files, string? name, string? language)
    {
        using var app = new TestDirectory();
        foreach (var file in files.Split(' '))
            app.With(file);

        var found = await FirstAsync(app);

        Assert.Equal((name, language), found);
    }

    /// <summary>A file of each that is registered, in the order in which they are asked.</summary>
    private static readonly (string Name, string File)[] _order =
    [
        .. new[]
        {
            ("heroku/ruby", "Gemfile"), ("heroku/nodejs", "package.json"), ("heroku/clojure", "project.clj"), ("heroku/python", "requirements.txt"),
            ("heroku/java", "pom.xml"), ("heroku/gradle", "build.gradle"), ("heroku/scala", "build.sbt"), ("heroku/php", "composer.json"), ("heroku/go", "go.mod"),
            ("heroku/dotnet", "App.csproj"), ("paas/static", "index.html"), ("heroku/procfile", "Procfile"),
        }.Where(static one => _buildpacks.Any(buildpack => buildpack.Name == one.Item1)),
    ];

    [Fact]
    public async Task Detect_AnyTwoLanguages_TakesTheEarlier()
    {
        Assert.Equal(_buildpacks.Select(static buildpack => buildpack.Name), _order.Select(static one => one.Name));
        for (var first = 0; first < _order.Length; first++)
        {
            for (var second = first + 1; second < _order.Length; second++)
            {
                using var app = new TestDirectory().With(_order[first].File).With(_order[second].File);
                Assert.True((await FirstAsync(app)).Name == _order[first].Name, $"{_order[first].File} and {_order[second].File}");
            }
        }
    }

    [Fact]
    public async Task Detect_DirectoryOrLinkOutOfTheApp_IsNoLanguagesFile()
    {
        using var elsewhere = new TestDirectory().With("file");
        foreach (var (name, file) in _order)
        {
            using var directory = new TestDirectory().WithDirectory(file);
            using var link = new TestDirectory();
            File.CreateSymbolicLink(link.PathOf(file), elsewhere.PathOf("file"));
            using var inside = new TestDirectory().With("real/file");
            File.CreateSymbolicLink(inside.PathOf(file), "real/file");

            Assert.True((await FirstAsync(directory)).Name is null, $"{file} as a directory");
            Assert.True((await FirstAsync(link)).Name is null, $"{file} as a link to elsewhere");
            Assert.True((await FirstAsync(inside)).Name == name, $"{file} as a link within the app");
        }
    }

    [Fact]
    public async Task Detect_EmptyTree_FindsNone()
    {
        using var app = new TestDirectory();

        Assert.Equal((null, null), await FirstAsync(app));
    }

    [Fact]
    public async Task Detect_DirectoryWithTheNameOfAFile_IsNotTaken()
    {
        using var app = new TestDirectory().WithDirectory("package.json").WithDirectory("Procfile").WithDirectory("index.html").WithDirectory("x.csproj");

        Assert.Equal((null, null), await FirstAsync(app));
    }

    [Fact]
    public async Task Detect_LinkOutOfTheApp_IsNotTaken()
    {
        using var elsewhere = new TestDirectory().With("package.json", "{}");
        using var app = new TestDirectory();
        File.CreateSymbolicLink(app.PathOf("package.json"), elsewhere.PathOf("package.json"));

        Assert.Equal((null, null), await FirstAsync(app));
    }

    [Fact]
    public void AddBuildpacks_Twice_RegistersEachOnceBehindTheHostsOwn()
    {
        var builder = new Builder();
        builder.Services.AddSingleton<IBuildpack, OwnBuildpack>();
        builder.AddBuildpacks().AddBuildpacks();

        using var services = builder.Services.BuildServiceProvider();
        var names = services.GetServices<IBuildpack>().Select(static buildpack => buildpack.Name);

        Assert.Equal(
            [
                "own",
                "heroku/ruby",
                "heroku/nodejs",
                "heroku/clojure",
                "heroku/python",
                "heroku/java",
                "heroku/gradle",
                "heroku/scala",
                "heroku/php",
                "heroku/go",
                "heroku/dotnet",
                "paas/static",
                "heroku/procfile",
            ],
            names);
    }

    private static async Task<(string? Name, string? Language)> FirstAsync(TestDirectory app)
    {
        using var build = new TestBuild(app);
        foreach (var buildpack in _buildpacks)
        {
            if (await buildpack.DetectAsync(build.Context, TestContext.Current.CancellationToken) is { } language)
                return (buildpack.Name, language);
        }

        return (null, null);
    }

    private static IBuildpack[] CreateBuildpacks()
    {
        var builder = new Builder();
        builder.AddBuildpacks();
        return [.. builder.Services.BuildServiceProvider().GetServices<IBuildpack>()];
    }

    private sealed class Builder : IPaasBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();
    }

    private sealed class OwnBuildpack : IBuildpack
    {
        public string Name => "own";

        public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken) => new((string?)null);

        public ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken) => new(new BuildpackResult());
    }
}
