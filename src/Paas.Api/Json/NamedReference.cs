namespace Paas.Api.Json;

/// <summary>Points to something that has an id and a name.</summary>
internal sealed record NamedReference(Guid Id, string Name)
{
    /// <summary>A thing that has only a name here, such as a region or a stack; its id follows from it.</summary>
    public static NamedReference Derived(string kind, string name) => new(DerivedId.Of(kind, name), name);

    public static NamedReference To(App app) => new(app.Id, app.Name);
}
