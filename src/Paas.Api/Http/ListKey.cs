using System.Globalization;

namespace Paas.Api.Http;

/// <summary>A property by which a list can be sorted and ranged over.</summary>
/// <param name="Name">Its name in <c>Range</c>, such as <c>version</c>.</param>
/// <param name="Read">Its value as text; of a number, without a sign or leading zeros.</param>
/// <param name="IsNumber">Compared as a number.</param>
internal sealed record ListKey<T>(string Name, Func<T, string> Read, bool IsNumber = false)
{
    public int Compare(string left, string right) =>
        IsNumber && long.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var a) && long.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var b)
            ? a.CompareTo(b)
            : string.CompareOrdinal(left, right);

    public static ListKey<T> Number(string name, Func<T, long> read) =>
        new(name, item => read(item).ToString(CultureInfo.InvariantCulture), IsNumber: true);

    public static ListKey<T> Time(string name, Func<T, DateTimeOffset> read) =>
        new(name, item => Json.TimestampConverter.Format(read(item)));
}
