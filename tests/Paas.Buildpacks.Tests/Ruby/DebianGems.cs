using Paas.Builds;

namespace Paas.Ruby;

/// <summary>Gems of Sinatra, Rails and Puma, made from the Debian packages of this machine: vendor/cache without a network.</summary>
internal static class DebianGems
{
    private const string Interpreter = "/usr/bin/ruby";

    public static async Task<bool> AreThereAsync() =>
        File.Exists(Interpreter) && (await RunAsync($"{Interpreter} -e 'ARGV.each {{ |name| Gem::Specification.find_by_name(name) }}' bundler sinatra puma railties sprockets-rails", Path.GetTempPath())).ExitCode == 0;

    public static async Task RequireAsync() =>
        Assert.SkipUnless(await AreThereAsync(), "Debian's ruby, bundler, ruby-sinatra, puma, ruby-railties or ruby-sprockets-rails is not installed on this machine.");

    /// <summary>Makes the gems, with all that they depend on.</summary>
    public static async Task<TestDirectory> MakeAsync(params string[] gems)
    {
        var directory = new TestDirectory();
        var script = Path.Combine(AppContext.BaseDirectory, "Ruby", "debian_gems.rb");
        var (exitCode, output) = await RunAsync($"{Interpreter} '{script}' '{directory.Path}' {string.Join(' ', gems)}", directory.Path);
        Assert.True(exitCode == 0, output);
        return directory;
    }

    /// <summary>Puts the gems into an app's vendor/cache and locks it to them: which versions a Debian release has is not ours to know.</summary>
    public static async Task VendorAsync(TestDirectory app, TestDirectory gems)
    {
        app.WithDirectory("vendor/cache");
        foreach (var gem in Directory.EnumerateFiles(gems.Path, "*.gem"))
            File.Copy(gem, app.PathOf($"vendor/cache/{Path.GetFileName(gem)}"));
        await LockAsync(app);
    }

    /// <summary>Writes the lockfile from what this machine has, or from an index.</summary>
    public static async Task LockAsync(TestDirectory app, TestDirectory? index = null)
    {
        File.Delete(app.PathOf("Gemfile.lock"));
        using var home = new TestDirectory();
        var (exitCode, output) = await RunAsync(index is null ? "/usr/bin/bundle lock --local" : $"BUNDLE_MIRROR__ALL='file://{index.Path}' /usr/bin/bundle lock", app.Path, home.Path);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>An index over the gems, as a gem server has one.</summary>
    public static async Task<TestDirectory> IndexAsync(TestDirectory gems)
    {
        var index = new TestDirectory().WithDirectory("gems");
        var (exitCode, output) = await RunAsync($"cp '{gems.Path}'/*.gem gems/ && /usr/bin/gem generate_index --directory .", index.Path);
        Assert.True(exitCode == 0, output);
        return index;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string command, string directory, string? home = null)
    {
        var output = new TestOutput();
        using var process = Bash.Start(command, directory, Bash.Environment(home ?? directory), output.Line);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.Text);
    }
}
