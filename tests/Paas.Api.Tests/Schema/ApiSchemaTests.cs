using System.Text.Json;

namespace Paas.Api.Tests.Schema;

public sealed class ApiSchemaTests
{
    private const string Types = """
        /** comment */
        export interface Thing { id?: string; count: number
          kind?: 'a' | 'b'
          other?: { name?: string
            [k: string]: any
          } | null
          items?: Item[]
          [k: string]: any
        }
        export interface Item { 'a-b'?: boolean }
        """;

    [Theory]
    [InlineData("""{"id":"x","count":1,"kind":"a","other":null,"items":[{"a-b":true}]}""", null)]
    [InlineData("""{"id":"x","count":1,"kind":"b","other":{"name":"n","more":1},"items":[],"extra":1}""", null)]
    [InlineData("""{"id":null,"count":1,"kind":"a","other":null,"items":[]}""", "Thing.id is null")]
    [InlineData("""{"count":1,"kind":"a","other":null,"items":[]}""", "Thing.id is missing")]
    [InlineData("""{"id":"x","count":"1","kind":"a","other":null,"items":[]}""", "Thing.count is \"1\"")]
    [InlineData("""{"id":"x","count":1,"kind":"c","other":null,"items":[]}""", "Thing.kind is \"c\"")]
    [InlineData("""{"id":"x","count":1,"kind":"a","other":{},"items":[]}""", "Thing.other.name is missing")]
    [InlineData("""{"id":"x","count":1,"kind":"a","other":null,"items":[{}]}""", "Thing.items[0].a-b is missing")]
    [InlineData("""{"id":"x","count":1,"kind":"a","other":null,"items":{}}""", "Thing.items is {}")]
    public void Check_Value_FindsWhatIsWrong(string json, string? violation)
    {
        var found = new ApiSchema(Types).Check("Thing", JsonDocument.Parse(json).RootElement);

        if (violation is null)
            Assert.Empty(found);
        else
            Assert.StartsWith(violation, Assert.Single(found));
    }
}
