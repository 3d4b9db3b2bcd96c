namespace Paas;

/// <summary>The transcript of a build in Heroku's style.</summary>
public interface IBuildOutput
{
    /// <summary>Writes <c>-----&gt; text</c>.</summary>
    void Step(string text);

    /// <summary>Writes text indented by seven spaces; several lines are indented each.</summary>
    void Detail(string text);

    /// <summary>Writes <c> !     text</c>: a warning or an error, several lines each.</summary>
    void Alert(string text);

    /// <summary>Writes a line as it is.</summary>
    void Line(string text);
}
