using System.Text.RegularExpressions;

namespace Paas.Go;

/// <summary>A main package.</summary>
/// <param name="Package">Its import path.</param>
/// <param name="File">The name of its program, which is not always the last part of the path: <c>…/app/v2</c> makes <c>app</c>.</param>
internal sealed partial record GoProgram(string Package, string File)
{
    /// <summary>Its name as one of a process type.</summary>
    public string ProcessType => Other().Replace(File, "-");

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex Other();
}
