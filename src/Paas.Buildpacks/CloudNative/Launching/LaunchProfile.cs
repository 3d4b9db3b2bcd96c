using System.Text;
using Paas.Files;
using Paas.Shell;

namespace Paas.CloudNative;

/// <summary>
/// The profile script that gives a dyno what the launcher of the lifecycle would: paths and variables of the layers, what their
/// <c>exec.d</c> programs print, and for processes with a shell their <c>profile.d</c> scripts. It knows the process type by <c>$DYNO</c>.
/// Source: buildpacks/spec, buildpack.md, "Phase #4: Launch".
/// </summary>
internal sealed class LaunchProfile(BuildRoom room)
{
    private readonly StringBuilder _environment = new();
    private readonly StringBuilder _programs = new();
    private readonly StringBuilder _scripts = new();
    private readonly SortedSet<string> _needed = new(StringComparer.Ordinal);

    /// <summary>Adds the layers of a buildpack, which come in the order of their names.</summary>
    public void Add(BuildpackDescriptor buildpack, IReadOnlyList<(LayerFile Layer, ConfinedDirectory Files)> layers)
    {
        string PathOf(LayerFile layer) => $"{room.LayersPath}/{buildpack.LayersName}/{layer.Name}";
        if (layers.Count > 0)
            _needed.Add($"{room.LayersPath}/{buildpack.LayersName}");
        foreach (var (layer, files) in layers)
            _environment.Append(EnvironmentScript.Write(LayerEnvironment.PathsOfLaunch(files, PathOf(layer)), room.Moved));
        foreach (var (layer, files) in layers)
            _environment.Append(EnvironmentScript.Write(LayerEnvironment.FilesOfLaunch(files, buildpack.Api), room.Moved));
        foreach (var (layer, files) in layers)
        {
            if (buildpack.Api.AtLeast(5))
                Each(_programs, "__cnb_exec_d", files, "exec.d", PathOf(layer));
            Each(_scripts, ".", files, "profile.d", PathOf(layer));
        }
    }

    /// <summary>Writes the script; where the layers ask for nothing, none.</summary>
    /// <param name="name">Its name, which is that of the group.</param>
    /// <param name="processes">All processes of the build.</param>
    public void Write(string name, IEnumerable<LaunchProcess> processes)
    {
        var file = $".profile.d/000-cnb-{name}.sh";
        if (_environment.Length + _programs.Length + _scripts.Length == 0)
        {
            room.App.Delete(file);
            return;
        }

        var script = new StringBuilder("# Cloud Native Buildpacks: what their layers give to dynos.\n");
        script.Append($"{EnvironmentScript.ProcessType}=${{DYNO%%.*}}\n");
        foreach (var needed in _needed)
            script.Append($"[ -d {EnvironmentScript.Word(needed, room.Moved)} ] || {{ echo \"This slug's layers are to be at {needed}, and are not: the dyno driver has no mounts. Deploy again.\" >&2; exit 1; }}\n");
        script.Append(_environment);
        if (_programs.Length > 0)
            script.Append(ExecD.Functions).Append(_programs).Append(ExecD.Forget);
        if (_scripts.Length > 0)
        {
            // Processes that start without a shell have no profiles.
            var direct = processes.Where(static process => process.Direct).Select(static process => ShellText.Quote(process.Type)).ToList();
            if (direct.Count > 0)
                script.Append($"case ${EnvironmentScript.ProcessType} in {string.Join('|', direct)}) ;; *)\n").Append(_scripts).Append(":;; esac\n");
            else
                script.Append(_scripts);
        }

        script.Append($"unset {EnvironmentScript.ProcessType}\n");
        room.App.WriteText(file, script.ToString());
    }

    /// <summary>Files of a directory, then those of its directories, which are for the process type of that name.</summary>
    private void Each(StringBuilder script, string command, ConfinedDirectory layer, string directory, string seenAs)
    {
        foreach (var file in layer.FilesIn(directory))
            script.Append($"{command} {EnvironmentScript.Word($"{seenAs}/{directory}/{file}", room.Moved)}\n");
        foreach (var type in layer.DirectoriesIn(directory))
        {
            foreach (var file in layer.FilesIn($"{directory}/{type}"))
                script.Append($"[ \"${EnvironmentScript.ProcessType}\" != {ShellText.Quote(type)} ] || {command} {EnvironmentScript.Word($"{seenAs}/{directory}/{type}/{file}", room.Moved)}\n");
        }
    }
}
