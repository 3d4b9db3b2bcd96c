using System.Collections.Immutable;
using Paas.Builds;

namespace Paas.Python;

/// <summary>A Python that the machine lacks, from a source: here one whose programs only write down what they do.</summary>
public sealed class PythonFromSourceTests
{
    [Fact]
    public async Task Build_VersionThatTheMachineLacks_IsTheNewestPatchInTheSlug()
    {
        using var cache = new TestDirectory();
        for (var build = 0; build < 2; build++)
        {
            using var app = new TestDirectory().With(".python-version", "3.99").With("requirements.txt", "flask\n").With("Procfile", "web: x");
            using var context = new TestBuild(app, cache);

            var result = await context.RunAsync(new PythonBuildpack([new Shelf("3.99.1", "3.99.10", "3.100.0")]));

            Assert.Null(result.Error);
            Assert.Contains("-----> Using Python 3.99 specified in .python-version", context.Output.Text, StringComparison.Ordinal);
            Assert.Contains("-----> Installing Python 3.99.10", context.Output.Text, StringComparison.Ordinal);
            Assert.Contains("Getting Python 3.99.10 from the shelf", context.Output.Text, StringComparison.Ordinal);
            Assert.True(app.Has(".heroku/python/lib/python3.99/site-packages/flask.py"));
            Assert.Equal("#!/usr/bin/env python3\nimport flask\n", app.Read(".heroku/python/bin/flask"));
            Assert.Contains("export PATH=\"$HOME/.heroku/python/bin", app.Read(".profile.d/python.sh"), StringComparison.Ordinal);
            Assert.False(app.Has(".heroku/python/pyvenv.cfg"), "An interpreter beside it would take it for a virtual environment.");
            Assert.Equal(build > 0, context.Output.Text.Contains("Restoring cache", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Build_VersionThatNobodyHas_NamesWhatThereIs()
    {
        using var app = new TestDirectory().With(".python-version", "3.99").With("requirements.txt");
        using var build = new TestBuild(app);

        var error = (await build.RunAsync(new PythonBuildpack([new Shelf("3.12.1")]))).Error;

        Assert.StartsWith(".python-version asks for Python 3.99, but this platform has ", error, StringComparison.Ordinal);
        Assert.Contains("\nThe shelf has 3.12.1.\n", error, StringComparison.Ordinal);
    }

    private sealed class Shelf(params string[] versions) : IToolchainSource
    {
        private const string Program = """
            #!/usr/bin/env bash
            home="$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)"
            case "$*" in
              *"pip --version"*) echo "pip 24.0 from $home" ;;
              *"pip --python"*) echo x > "$home/lib/python3.99/site-packages/flask.py"; printf '#!%s/bin/python3\nimport flask\n' "$home" > "$home/bin/flask"; chmod +x "$home/bin/flask" ;;
            esac

            """;

        public string Name => "the shelf";

        public ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(string toolchain, BuildContext context, CancellationToken cancellationToken) =>
            new([.. versions.Select(version => new ToolchainRelease(toolchain, version))]);

        public async ValueTask InstallAsync(ToolchainRelease release, string directory, BuildContext context, CancellationToken cancellationToken)
        {
            using var program = new TestDirectory().WithProgram("python3", "");
            Directory.CreateDirectory(Path.Combine(directory, "bin"));
            Directory.CreateDirectory(Path.Combine(directory, "lib", "python3.99"));
            File.Copy(program.PathOf("python3"), Path.Combine(directory, "bin", "python3"));
            await File.WriteAllTextAsync(Path.Combine(directory, "bin", "python3"), Program, cancellationToken);
        }
    }
}
