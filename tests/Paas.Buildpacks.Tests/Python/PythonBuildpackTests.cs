using System.IO.Compression;
using Paas.Builds;

namespace Paas.Python;

public sealed class PythonBuildpackTests : IDisposable
{
    private readonly TestDirectory _app = new();
    private readonly TestDirectory _cache = new();

    [Theory]
    [InlineData("requirements.txt Pipfile.lock", "several dependency files: Pipfile.lock (pipenv), requirements.txt (pip)")]
    [InlineData("poetry.lock uv.lock", "several dependency files: poetry.lock (poetry), uv.lock (uv)")]
    [InlineData("requirement.txt", "git mv requirement.txt requirements.txt")]
    [InlineData("Pipfile", "There is a Pipfile, but no Pipfile.lock")]
    [InlineData("pdm.lock", "pdm export")]
    [InlineData("pyproject.toml", "There is a pyproject.toml, but no lockfile")]
    [InlineData("setup.py", "There is a setup.py, but no requirements.txt")]
    [InlineData("app.py", "No dependency file was found")]
    [InlineData("requirements.txt .heroku/python/bin/python", "The directory .heroku/python is checked in")]
    public async Task Build_DependencyFiles_WrongOnesAreNamed(string files, string problem)
    {
        foreach (var file in files.Split(' '))
            _app.With(file);

        Assert.Contains(problem, await ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_PoetryProjectWithoutLock_SaysSo()
    {
        _app.With("pyproject.toml", "[tool.poetry]\nname = \"x\"\n");

        Assert.Contains("Run 'poetry lock'", await ErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".python-version", "2.1", "'.python-version' asks for Python 2.1, but this platform has Python 3.")]
    [InlineData("runtime.txt", "python-3.99.1", "'runtime.txt' asks for Python 3.99.1, but this platform has Python 3.")]
    public async Task Build_VersionThatIsNotThere_NamesAskedAndInstalled(string file, string text, string problem)
    {
        Bash.Require("python3");
        _app.With("requirements.txt").With(file, text);

        Assert.Contains(problem.Replace("'", "", StringComparison.Ordinal), await ErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/bin/python3")]
    [InlineData("python3")]
    public async Task Build_InterpreterOfTheMachine_RunsTheAppsProgramsWithTheAppsPackages(string python)
    {
        Bash.Require("python3");
        Assert.SkipUnless(python == "python3" || File.Exists(python), $"{python} is not installed on this machine.");
        using var programs = new TestDirectory().WithProgram("python3", $"PATH=\"${{PATH#*:}}\"; exec {python} \"$@\"");
        _app.With("requirements.txt", "--find-links vendor/wheels\ngreet\n").With("Procfile", "web: greet").WithDirectory("vendor/wheels");
        await using (var wheel = await ZipFile.OpenAsync(_app.PathOf("vendor/wheels/greet-1.0-py3-none-any.whl"), ZipArchiveMode.Create, TestContext.Current.CancellationToken))
        {
            Add("greet.py", "import sys\ndef main():\n    print('in', sys.prefix, sys.executable)\n");
            Add("greet-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: greet\nVersion: 1.0\n");
            Add("greet-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            Add("greet-1.0.dist-info/entry_points.txt", "[console_scripts]\ngreet = greet:main\n");
            Add("greet-1.0.dist-info/RECORD", "greet.py,,\ngreet-1.0.dist-info/METADATA,,\ngreet-1.0.dist-info/WHEEL,,\ngreet-1.0.dist-info/entry_points.txt,,\ngreet-1.0.dist-info/RECORD,,\n");

            void Add(string name, string text)
            {
                using var writer = new StreamWriter(wheel.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        using var build = new TestBuild(_app, _cache, ("PIP_NO_INDEX", "1")).WithPrograms(programs);
        Assert.Null((await build.RunAsync(new PythonBuildpack([]))).Error);

        var output = await RunningApp.RunAsync(_app, "echo at $HOME; greet");
        var home = output.Split('\n')[0]["at ".Length..];
        Assert.Contains($"in {home}/.heroku/python {home}/.heroku/python/bin/python3", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_PackagesOfTheSystem_AreUsedWhenNothingElseIsThere()
    {
        await DebianWheels.RequireAsync();
        _app.WithSample("python").With(".python-version", DebianWheels.PythonVersion);
        using var build = new TestBuild(_app, _cache, ("PIP_NO_INDEX", "1"));
        build.Environment["PATH"] = "/usr/bin:/bin";

        var result = await build.RunAsync(new PythonBuildpack([]));

        Assert.Null(result.Error);
        Assert.Contains("they are not part of the slug", build.Output.Text, StringComparison.Ordinal);
        await using var running = await RunningApp.StartAsync(_app, "gunicorn --bind 0.0.0.0:$PORT app:app", new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" });
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_PackageThatCannotBeGot_GivesPipsWordsAndAdvice()
    {
        Bash.Require("python3");
        _app.With("requirements.txt", "no-such-package-of-ours==1.0\n");

        using var build = new TestBuild(_app, _cache, ("PIP_NO_INDEX", "1"));

        await Transcripts.FailsAsync("python-broken", build, new PythonBuildpack([]));
    }

    [Fact]
    public async Task Build_SamePackagesInAnotherDirectoryAndFromTheCache_GiveTheSameFiles()
    {
        await DebianWheels.RequireAsync();
        using var wheels = await DebianWheels.MakeAsync();
        using var other = new TestDirectory();
        using var again = new TestDirectory();
        foreach (var (app, cache) in new[] { (_app, _cache), (other, null), (again, _cache) })
        {
            app.With("requirements.txt", "Flask\n").With("Procfile", "web: flask run").With(".python-version", DebianWheels.PythonVersion);
            using var build = new TestBuild(app, cache, ("PIP_FIND_LINKS", wheels.Path), ("PIP_NO_INDEX", "1"));
            build.Environment["HOME"] = wheels.Path; // programs that pip asks for their version write there
            Assert.Null((await build.RunAsync(new PythonBuildpack([]))).Error);
            Assert.Equal(app == again, build.Output.Text.Contains("Using the packages of the last build", StringComparison.Ordinal));
        }

        var files = Files(_app);
        Assert.Contains(files, static file => file.EndsWith("app.cpython-" + DebianWheels.PythonVersion.Replace(".", "", StringComparison.Ordinal) + ".pyc", StringComparison.Ordinal));
        foreach (var same in new[] { other, again })
        {
            Assert.Equal(files, Files(same));
            Assert.All(files, file => Assert.True(File.ReadAllBytes(_app.PathOf(file)).AsSpan().SequenceEqual(File.ReadAllBytes(same.PathOf(file))), $"{file} differs"));
        }
    }

    [Fact]
    public async Task Build_HooksAndDjango_RunInOrder()
    {
        Bash.Require("python3");
        _app.With("requirements.txt").With("Procfile", "web: x")
            .With("bin/pre_compile", "#!/bin/sh\necho pre $GREETING >> order\n").With("bin/post_compile", "#!/bin/sh\necho post >> order\n")
            .With("django/__init__.py").With("manage.py", "import sys; open('order', 'a').write(' '.join(sys.argv) + '\\n')\n");
        using var build = new TestBuild(_app, _cache, ("GREETING", "hello"), ("DISABLE_COLLECTSTATIC", "0"));

        Assert.Null((await build.RunAsync(new PythonBuildpack([]))).Error);
        Assert.Equal("pre hello\nmanage.py collectstatic --noinput\npost\n", _app.Read("order"));
    }

    [Theory]
    [InlineData("raise SystemExit('no STATIC_ROOT')", "", "no STATIC_ROOT\nSet STATIC_ROOT in Django's settings")]
    [InlineData("raise SystemExit('no STATIC_ROOT')", "1", null)]
    public async Task Build_CollectStaticFails_FailsUnlessSwitchedOff(string script, string disabled, string? problem)
    {
        Bash.Require("python3");
        _app.With("requirements.txt").With("django/__init__.py").With("manage.py", script);
        using var build = new TestBuild(_app, _cache, ("DISABLE_COLLECTSTATIC", disabled));

        var error = (await build.RunAsync(new PythonBuildpack([]))).Error;

        if (problem is null)
            Assert.Null(error);
        else
            Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pipfile.lock", "pipenv", "{}", "", "install --deploy", "PIPENV_CACHE_DIR={cache}/python-downloads/pipenv")]
    [InlineData("poetry.lock", "poetry", "", "", "sync --only main --no-interaction", "POETRY_VIRTUALENVS_CREATE=false")]
    [InlineData("poetry.lock", "poetry", "", "if [ \"$1\" = sync ]; then exit 1; fi", "install --sync --only main --no-interaction", "POETRY_VIRTUALENVS_CREATE=false")]
    [InlineData("uv.lock", "uv", "", "", "sync --locked --no-default-groups --no-progress", "UV_PROJECT_ENVIRONMENT={app}/.heroku/python|UV_PYTHON_DOWNLOADS=never")]
    public async Task Build_LockfileTool_IsPointedAtTheAppsPython(string file, string tool, string text, string script, string call, string environment)
    {
        Bash.Require("python3");
        using var programs = new TestDirectory();
        programs.WithProgram(tool, $"{script}\necho \"$*\" >> {programs.PathOf("calls")}; env > {programs.PathOf("environment")}; echo {tool} 1.0");
        _app.With(file, text);
        using var build = new TestBuild(_app, _cache).WithPrograms(programs);

        Assert.Null((await build.RunAsync(new PythonBuildpack([]))).Error);
        Assert.EndsWith(call + "\n", programs.Read("calls"), StringComparison.Ordinal);
        foreach (var variable in environment.Replace("{app}", _app.Path, StringComparison.Ordinal).Replace("{cache}", _cache.Path, StringComparison.Ordinal).Split('|').Append($"VIRTUAL_ENV={_app.PathOf(".heroku/python")}"))
            Assert.Contains(variable + "\n", programs.Read("environment"), StringComparison.Ordinal);
        Assert.Contains($"-----> Using {tool} 1.0", build.Output.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uv.lock", "uv is not installed where builds run")]
    [InlineData("poetry.lock", "poetry is not installed where builds run")]
    public async Task Build_LockfileToolMissing_NamesIt(string file, string problem)
    {
        Bash.Require("python3");
        using var programs = new TestDirectory().WithProgram("uv", "exit 127").WithProgram("poetry", "exit 127");
        _app.With(file);
        using var build = new TestBuild(_app, _cache).WithPrograms(programs);

        Assert.Contains(problem, (await build.RunAsync(new PythonBuildpack([]))).Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
    }

    private static string[] Files(TestDirectory app) =>
        [.. Directory.EnumerateFiles(app.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(app.Path, path)).Order(StringComparer.Ordinal)];

    private async Task<string> ErrorAsync(params (string, string)[] configVars)
    {
        using var build = new TestBuild(_app, _cache, configVars);
        return Assert.IsType<string>((await build.RunAsync(new PythonBuildpack([]))).Error);
    }
}
