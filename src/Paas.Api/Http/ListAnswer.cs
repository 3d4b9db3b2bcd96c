using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Paas.Api.Http;

/// <summary>
/// The part of a list that the <c>Range</c> header asks for. When there is more it is a 206 that names the next range;
/// without a header a list that fits comes in its own order.
/// </summary>
internal sealed class ListAnswer<T>(IReadOnlyList<T> items, JsonTypeInfo<IEnumerable<T>> type, ListKey<T>[] keys) : ApiAnswer
{
    public override Task WriteAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AcceptRanges = string.Join(", ", keys.Select(static key => key.Name));
        var text = http.Request.Headers.Range.ToString();
        var range = ListRange.Parse(text);
        var key = range is null ? null : range.Property is null ? keys[0] : Array.Find(keys, key => key.Name == range.Property);
        if (range is null || key is null)
            throw new ApiException(StatusCodes.Status416RangeNotSatisfiable, "requested_range_not_satisfiable", $"The range '{(text.Length > 100 ? text[..97] + "..." : text)}' cannot be used here. Write one such as '{keys[0].Name} ..; max=200, order=desc' over {string.Join(", ", keys.Select(static key => key.Name))}, with at most {ListRange.MaxMax}.");

        var page = range.Property is null && items.Count <= range.Max ? items : Select(range, key);
        var shown = page.Count > range.Max ? [.. page.Take(range.Max)] : page;
        if (shown.Count > 0)
            headers.ContentRange = $"{key.Name} {key.Read(shown[0])}..{key.Read(shown[^1])}; max={range.Max}";
        var isPartial = page.Count > shown.Count;
        if (isPartial)
            headers["Next-Range"] = $"{key.Name} ]{key.Read(shown[^1])}..{range.To}; max={range.Max}{(range.IsDescending ? ", order=desc" : "")}";
        return new JsonAnswer(isPartial ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(shown, type)).WriteAsync(http);
    }

    private List<T> Select(ListRange range, ListKey<T> key)
    {
        var order = range.IsDescending ? -1 : 1;
        var found = items.Where(item => IsInside(key.Read(item))).ToList();
        // Equal values keep the list's own order.
        var sorted = found.Index().ToList();
        sorted.Sort((left, right) => order * key.Compare(key.Read(left.Item), key.Read(right.Item)) is var by and not 0 ? by : left.Index.CompareTo(right.Index));
        return [.. sorted.Select(static pair => pair.Item)];

        bool IsInside(string value) =>
            (range.From.Length == 0 || order * key.Compare(value, range.From) is var from && (range.IsFromExclusive ? from > 0 : from >= 0))
            && (range.To.Length == 0 || order * key.Compare(value, range.To) <= 0);
    }
}
