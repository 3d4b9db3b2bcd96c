using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Paas.Shell;

namespace Paas.CloudNative;

/// <summary>Runs <c>bin/detect</c> of several buildpacks at the same time, in one build dyno. Source: buildpacks/spec, buildpack.md, "Detection".</summary>
internal sealed class GroupDetector(BuildRoom room, string stack, string executionEnvironment)
{
    private int _runs;

    public async ValueTask<ImmutableArray<DetectRun>> RunAsync(ImmutableArray<BuildpackDescriptor> buildpacks, CancellationToken cancellationToken)
    {
        var script = new StringBuilder();
        var first = _runs;
        foreach (var buildpack in buildpacks)
        {
            var files = Files(_runs++);
            room.Work.WriteText($"{files}/plan.toml", "");
            var (plan, program) = (room.Work.PathOf($"{files}/plan.toml"), buildpack.Files.PathOf("bin/detect"));
            room.Work.WriteText($"{files}/run.sh", ProgramScript.Write(
                room, buildpack, stack, executionEnvironment, [], [("CNB_BUILD_PLAN_PATH", plan)], program, room.Work.PathOf("platform"), plan));
            var directory = ShellText.Quote(room.Work.PathOf(files));
            script.Append(CultureInfo.InvariantCulture, $"(bash {directory}/run.sh > {directory}/output 2>&1 < /dev/null; echo $? > {directory}/code) &\n");
        }

        script.Append("wait\n");
        await room.RunAsync(string.Create(CultureInfo.InvariantCulture, $"detect-{first}.sh"), script.ToString(), null, cancellationToken);
        return [.. buildpacks.Select((buildpack, index) => Read(buildpack, Files(first + index)))];
    }

    private static string Files(int run) => string.Create(CultureInfo.InvariantCulture, $"detect/{run}");

    private DetectRun Read(BuildpackDescriptor buildpack, string files)
    {
        var output = room.Work.ReadText($"{files}/output") ?? "";
        if (!int.TryParse(room.Work.ReadText($"{files}/code"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var code))
            return DetectRun.Impossible("It did not end.");
        if (code != DetectRun.Pass)
            return new DetectRun(code, output, []);
        try
        {
            var what = $"The build plan of the buildpack {buildpack}";
            return new DetectRun(code, output, BuildPlan.Read(TomlFiles.Parse(room.Work.ReadText($"{files}/plan.toml") ?? "", what), buildpack.Api, what));
        }
        catch (PaasException exception)
        {
            return DetectRun.Impossible(exception.Message);
        }
    }
}
