namespace Paas.Api.Http;

/// <summary>The sort keys that many lists have.</summary>
internal static class Keys
{
    public static ListKey<T>[] Of<T>(Func<T, Guid> id) => [new("id", item => id(item).ToString())];

    public static ListKey<T>[] Of<T>(Func<T, Guid> id, Func<T, string> name) => [new("name", name), .. Of(id)];
}
