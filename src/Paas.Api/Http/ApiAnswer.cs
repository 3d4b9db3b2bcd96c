using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Paas.Api.Http;

/// <summary>What a handler answers with.</summary>
internal abstract class ApiAnswer
{
    public abstract Task WriteAsync(HttpContext http);

    public static ApiAnswer Ok<T>(T value, JsonTypeInfo<T> type) => Json(StatusCodes.Status200OK, value, type);

    public static ApiAnswer Created<T>(T value, JsonTypeInfo<T> type) => Json(StatusCodes.Status201Created, value, type);

    public static ApiAnswer Json<T>(int status, T value, JsonTypeInfo<T> type) =>
        new JsonAnswer(status, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>202 with an empty object: it was begun.</summary>
    public static ApiAnswer Accepted { get; } = new JsonAnswer(StatusCodes.Status202Accepted, "{}"u8.ToArray());

    /// <summary>A list, of which the caller may ask for a range.</summary>
    public static ApiAnswer List<T>(IReadOnlyList<T> items, JsonTypeInfo<IEnumerable<T>> type, params ListKey<T>[] keys) =>
        new ListAnswer<T>(items, type, keys);
}
