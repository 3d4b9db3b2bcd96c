using System.Globalization;

namespace Paas.Python;

/// <summary>A Python version.</summary>
internal readonly record struct PythonVersion(int Major, int Minor, int Patch) : IComparable<PythonVersion>
{
    public static bool TryParse(string text, out PythonVersion version)
    {
        version = default;
        var parts = text.Split('.');
        if (parts.Length is 0 or > 3)
            return false;

        Span<int> numbers = stackalloc int[3];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return false;
        }

        version = new PythonVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    public int CompareTo(PythonVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public override string ToString() => $"{Major}.{Minor}.{Patch}";
}
