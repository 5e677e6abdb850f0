package io.onehop.node.demo;

/**
 * What came of a step.
 *
 * @param held whether that which the step is about was seen to be true
 * @param text a sentence with what was measured
 */
public record Outcome(boolean held, String text) {
    public static Outcome of(boolean held, String text) {
        return new Outcome(held, text);
    }
}
