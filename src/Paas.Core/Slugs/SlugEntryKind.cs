namespace Paas.Slugs;

/// <summary>What an entry of a slug is; the letter is what stands in its listing.</summary>
internal enum SlugEntryKind : byte
{
    Directory = (byte)'d',
    File = (byte)'f',
    Executable = (byte)'x',
    Link = (byte)'l',
}
