namespace Paas.Api.Tests.Schema;

/// <summary>A type of the published schema.</summary>
internal abstract record SchemaType;

internal sealed record AnyType : SchemaType;

internal sealed record PrimitiveType(string Name) : SchemaType;

internal sealed record LiteralType(string Value) : SchemaType;

internal sealed record NamedType(string Name) : SchemaType;

internal sealed record ArrayType(SchemaType Item) : SchemaType;

internal sealed record UnionType(IReadOnlyList<SchemaType> Types) : SchemaType;

internal sealed record ObjectType(IReadOnlyDictionary<string, SchemaType> Properties) : SchemaType;
