/**
 * The steps of the demonstration. Each does one thing and looks whether it came about; each begins
 * with the cluster as the step before left it. All run on the thread that tells the story.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.node.demo.step;
