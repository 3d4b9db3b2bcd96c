using System.Collections.Immutable;
using Paas;

namespace CustomHost;

/// <summary>A buildpack in forty lines: recognises <c>app.pl</c>, checks its syntax, and says how to run it.</summary>
internal sealed class PerlBuildpack : IBuildpack
{
    public string Name => "sample/perl";

    public ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(File.Exists(Path.Combine(context.AppDirectory, "app.pl")) ? "Perl" : null);

    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        context.Output.Step("Checking app.pl");
        if (await context.RunAsync(new BuildCommand("perl -c app.pl"), cancellationToken) != 0)
            return BuildpackResult.Failed("app.pl has errors: see the lines above, mend them and deploy again.");

        return new BuildpackResult
        {
            DefaultProcessTypes = ImmutableSortedDictionary<string, string>.Empty.Add("web", "perl app.pl"),
        };
    }
}
