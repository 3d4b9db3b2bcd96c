using Paas.Api.Json;

namespace Paas.Api.Formations;

/// <summary>A process type. Source: Platform API schema, <c>formation</c>.</summary>
internal sealed record FormationBody(
    NamedReference App, string Command, DateTimeOffset CreatedAt, Guid Id, int Quantity, string Size, string Type, DateTimeOffset UpdatedAt, NamedReference DynoSize)
{
    public static FormationBody From(App app, ProcessFormation process, string size) => new(
        NamedReference.To(app), process.Command, app.CreatedAt, IdOf(app, process.Type), process.Quantity, size, process.Type, app.UpdatedAt,
        NamedReference.Derived("dyno-size", process.Size) with { Name = size });

    public static Guid IdOf(App app, string type) => DerivedId.Of("formation", app.Id.ToString(), type);
}
