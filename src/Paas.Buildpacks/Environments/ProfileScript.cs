using System.Text;
using Paas.Files;
using Paas.Shell;

namespace Paas.Environments;

/// <summary>
/// A <c>.profile.d</c> script: the way by which a buildpack sets a dyno's environment. It is sourced with <c>$HOME</c> = the
/// app directory of the dyno, which is another directory than that of the build.
/// </summary>
internal sealed class ProfileScript
{
    private readonly StringBuilder _text = new();

    /// <summary>Sets a variable to a fixed text.</summary>
    public ProfileScript Set(string name, string value) => Line($"export {name}={ShellText.Quote(value)}");

    /// <summary>Sets a variable unless a config var did. The value is shell text: <c>$HOME</c> in it is the dyno's.</summary>
    public ProfileScript Default(string name, string value) => Line($"export {name}=\"${{{name}-{value}}}\"");

    /// <summary>Puts a directory of the app in front of a search path.</summary>
    public ProfileScript PrependPath(string name, string relativeDirectory) =>
        Line($"export {name}=\"$HOME/{relativeDirectory}${{{name}:+:${name}}}\"");

    /// <summary>Adds shell text as it is.</summary>
    public ProfileScript Line(string line)
    {
        _text.Append(line).Append('\n');
        return this;
    }

    public void WriteTo(ConfinedDirectory app, string name) => app.WriteText($".profile.d/{name}.sh", _text.ToString());
}
